"""What the database itself holds about the ledger: append-only, sums to zero, no account below zero."""

import pgtrigger

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)

# Each statement that writes entries must write whole transfers: their sum is zero, and none had entries before.
SUMS_TO_ZERO = pgtrigger.Trigger(
    name="sums_to_zero",
    level=pgtrigger.Statement,
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    referencing=pgtrigger.Referencing(new="fresh"),
    declare=[("wrong", "RECORD")],
    func="""
        SELECT transfer_id, SUM(pence) AS over INTO wrong
            FROM fresh GROUP BY transfer_id HAVING SUM(pence) <> 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'transfer % does not sum to zero: % pence over', wrong.transfer_id, wrong.over
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_sums_to_zero';
        END IF;
        SELECT transfer_id INTO wrong FROM (
            SELECT transfer_id, COUNT(*) AS written FROM fresh GROUP BY transfer_id
        ) AS now WHERE written <> (SELECT COUNT(*) FROM plans_entry WHERE plans_entry.transfer_id = now.transfer_id)
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'transfer % has its entries already: correct it by a reversal', wrong.transfer_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_written_once';
        END IF;
        RETURN NULL;
    """,
)

# Locks what is debited before it sums, so that two transactions cannot both spend the last penny.
# NO KEY UPDATE lets others point new entries at the account meanwhile (their foreign key takes KEY SHARE).
NEVER_BELOW_ZERO = pgtrigger.Trigger(
    name="never_below_zero",
    level=pgtrigger.Statement,
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    referencing=pgtrigger.Referencing(new="fresh"),
    declare=[("short", "RECORD")],
    func="""
        PERFORM id FROM plans_account
            WHERE kind <> 'source' AND id IN (SELECT account_id FROM fresh WHERE pence < 0)
            ORDER BY id FOR NO KEY UPDATE;
        SELECT entry.account_id, SUM(entry.pence) AS pence INTO short
            FROM plans_entry AS entry JOIN plans_account AS account ON account.id = entry.account_id
            WHERE account.kind <> 'source'
                AND entry.account_id IN (SELECT account_id FROM fresh WHERE pence < 0)
            GROUP BY entry.account_id HAVING SUM(entry.pence) < 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'account % would go below zero: % pence', short.account_id, short.pence
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_never_below_zero';
        END IF;
        RETURN NULL;
    """,
)
