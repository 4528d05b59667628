"""A made-up month of a bank's collection work, with planted violations and an answer file.

Nothing here knows a rule: scenarios say what happened and which rule ids it should break.
"""
