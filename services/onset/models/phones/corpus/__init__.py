"""Speech whose sounds are known to the hundredth of a second, because a synthesizer made it and tells.

Three kinds of synthesizer, as none is right: Piper's network predicts how long each phone lasts, Flite's trees do,
eSpeak NG has rules. What is learnt is what they agree on. Whisper, underneath, has heard people.
"""
