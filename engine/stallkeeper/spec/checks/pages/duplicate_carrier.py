"""A carrier's code is listed twice in carriers.yaml.

One code stands for one carrier; whichever came second would never be found.

Bad:

    carriers:
      - {code: 5, name: One}
      - {code: 5, name: Two}

Good:

    carriers:
      - {code: 5, name: One}
      - {code: 6, name: Two}
"""

CODE = "duplicate-carrier"
