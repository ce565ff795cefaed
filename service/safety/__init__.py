"""What a person must see before any passage: red flags and regions as data, rules that read them; no index needed.

A question is normalised (`normalise`), matched against phrase patterns (`grammar`), each match is judged for negation,
the past, animals and mere curiosity (`scope`), the rules decide (`rules`), and a card is worded for a region (`cards`).
Use it as `from service.safety.rules import Safety`.
"""
