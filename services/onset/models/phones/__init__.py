"""Which sound of speech is heard when, so that words find their places in a recording."""
