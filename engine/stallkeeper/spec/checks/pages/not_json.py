"""The file is not JSON.

It begins as JSON does, with a brace or a bracket, and then breaks its rules.

Bad: `{"status": ["NEW",]}`

Good: `{"status": ["NEW"]}`
"""

CODE = "not-json"
