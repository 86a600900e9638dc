"""Step 7: funds, the published formula, entitlements and the ledger."""
