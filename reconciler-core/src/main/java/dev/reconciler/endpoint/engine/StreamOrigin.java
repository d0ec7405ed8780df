package dev.reconciler.endpoint.engine;

import dev.reconciler.position.Position;

/**
 * The beginning of a stream.
 *
 * @param start the stream holds every transaction that ends after it and was not running when the stream was set up
 * @param firstTransaction the engine's number of a transaction that began after the stream was set up. On
 *     PostgreSQL a transaction can commit while the slot is being created, stay invisible (synchronous replication) and never be
 *     streamed: only snapshots whose xmin is greater are sure to contain it, so no window may open before ({@link
 *     StreamSetup#admission})
 */
public record StreamOrigin(ServerIdentity server, Position start, long firstTransaction) {}
