"""A file extends something that cannot be its family.

There is one level: a family does not extend another, and no channel extends itself. A channel.yaml and the binding.yaml
beside it extend the same family. What the binding extends has to have a binding.yaml.

Bad: `extends: example` in a channel whose family `example` says `extends: other` itself.

Good: `extends: other` in both.
"""

CODE = "wrong-family"
