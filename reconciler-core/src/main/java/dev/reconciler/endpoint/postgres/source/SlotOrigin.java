package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.postgres.position.Lsn;

/**
 * How a slot came to be.
 *
 * @param start the stream holds every transaction that ends after it and was not under way when the slot was created
 * @param firstTransaction the 64-bit id of a transaction begun once the slot existed. A transaction can commit while the slot is
 *     being created, stay invisible (synchronous replication) and never be streamed: only snapshots whose xmin is greater
 *     are sure to contain it, so no window may open before ({@link PostgresSlot#gapWait})
 */
public record SlotOrigin(ServerIdentity server, Lsn start, long firstTransaction) {}
