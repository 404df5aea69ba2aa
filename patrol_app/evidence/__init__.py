"""Evidence a stranger can check: keys, signatures, time tokens, packs, and the judge of all of them.

Owns: the pack's layout and its ZIP, officers' keys and certificates, the office CA, the trust list, ``verify_pack``.
Never: opens the database, decodes a reading, asks the wall clock (times are arguments), trusts what a pack carries.
Called by: ``services`` (export, keys), ``cli`` (verify, ca, keys).
"""
