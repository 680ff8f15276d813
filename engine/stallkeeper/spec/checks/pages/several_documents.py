"""The file holds a second document after `---`.

One file is one channel, one binding, one scenario; what follows would be read by nobody.

Bad:

    title: One
    ---
    title: Two

Good:

    title: One
"""

CODE = "several-documents"
