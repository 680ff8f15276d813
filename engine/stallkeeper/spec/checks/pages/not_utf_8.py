"""The file is not UTF-8 text.

It was saved in another encoding, such as Windows-1252, or it is no text at all. Save it as UTF-8.

Bad: "recommandé" saved as Latin-1.

Good: "recommandé" saved as UTF-8.
"""

CODE = "not-utf-8"
