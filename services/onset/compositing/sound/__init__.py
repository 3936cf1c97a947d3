"""Voice, music and accents to the programme that is delivered: cleaned, mixed, levelled, encoded, measured."""
