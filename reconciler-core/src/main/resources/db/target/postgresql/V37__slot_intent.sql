-- The slot that a first start is about to create on the server with this identifier; written before the slot, when no slot of that name
-- exists. Together with an absent slot_origin it tells a slot that a killed start left behind from somebody else's.
CREATE TABLE slot_intent (
    pipeline          text PRIMARY KEY,
    system_identifier text NOT NULL,
    slot              text NOT NULL
);
