"""Safe media: nothing that came from outside is parsed in a service's own process.

`asset` inspects an upload, `audio` and `image` decode one, `font` rewrites one. Each sniffs the bytes (`sniff`), then
hands an open file to a confined child (`sandbox`, `confine`) that decodes and counts what is really there. The `_*`
modules run in that child only: decoders are never imported by a service.
"""
