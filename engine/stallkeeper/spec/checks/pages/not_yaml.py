"""The file cannot be read as YAML.

Mostly a bracket or a quote is not closed, a line is indented with a tab, or a text holds a colon and a space and needs
quotes around it.

Bad:

    title: Marketplace: France

Good:

    title: "Marketplace: France"
"""

CODE = "not-yaml"
