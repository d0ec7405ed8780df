-- A pipeline that streams from its target, too, has an intent for each of its two slots.
ALTER TABLE slot_intent DROP CONSTRAINT slot_intent_pkey;
ALTER TABLE slot_intent ADD PRIMARY KEY (pipeline, slot);
