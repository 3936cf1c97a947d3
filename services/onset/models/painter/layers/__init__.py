"""The vocabulary that scenes are composed from: sky, land, trees, water, buildings, rooms, things, air."""
