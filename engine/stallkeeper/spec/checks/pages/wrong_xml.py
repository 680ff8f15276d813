"""The XML that a request would send is not what the marketplace takes.

A prefix has no namespace, or elements do not stand in the order that the marketplace demands.

Bad: elements `b`, then `a`, where `alphabetical` names their namespace.

Good: elements `a`, then `b`.
"""

CODE = "wrong-xml"
