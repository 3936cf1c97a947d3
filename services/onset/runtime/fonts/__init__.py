"""What text is set in: the house's faces for every script it knows, and which of them sets which part of a text.

`faces` names the files, `coverage` tells which characters each has, `runs` divides a text among them. Nothing here
draws.
"""
