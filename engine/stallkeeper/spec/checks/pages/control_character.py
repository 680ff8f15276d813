"""The file holds a character that no text file should hold.

Control characters are invisible, move a terminal's cursor and cannot be sent to a marketplace. They mostly come along
when something is pasted. Signs that turn the direction of a line count too: the file would read otherwise than it
is, and so do signs that take no room. An escape such as "\\e" in double quotes counts as well.

Bad:

    title: "Exam\\u0007ple"

Good:

    title: Example
"""

CODE = "control-character"
