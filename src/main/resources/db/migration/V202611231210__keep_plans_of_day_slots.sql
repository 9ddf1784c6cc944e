-- A plan for the two slots of this moment looks cheaper than one for all four, so PostgreSQL made one anew with every
-- call: more work than all else that the call does. One plan for all leaves out the other slots as it runs (ADR 277).
alter function find_idempotent_answer(bigint, text, text) set plan_cache_mode = force_generic_plan;
alter function accept_assertion_id(bigint, bytea) set plan_cache_mode = force_generic_plan;
