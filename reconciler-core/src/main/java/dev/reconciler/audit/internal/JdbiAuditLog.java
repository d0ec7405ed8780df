package dev.reconciler.audit.internal;

import dev.reconciler.audit.ActionLog;
import dev.reconciler.audit.AuditEntry;
import dev.reconciler.audit.AuditLog;
import dev.reconciler.audit.AuditQuery;
import dev.reconciler.audit.AuditRecord;
import dev.reconciler.audit.AuditTrail;
import dev.reconciler.audit.ChainCheck;
import dev.reconciler.audit.ChainProof;
import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.Json;
import dev.reconciler.control.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** The audit chain in the control database. */
public final class JdbiAuditLog implements AuditLog, AuditTrail<Handle>, ActionLog {
    private static final RowMapper<AuditEntry> ENTRY = (row, context) -> entry(row);
    private static final RowMapper<Head> HEAD = ConstructorMapper.of(Head.class);

    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final InstantSource clock;

    public JdbiAuditLog(Jdbi jdbi, ControlDialect sql, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.clock = clock;
    }

    private record Head(long sequence, String hash) {}

    @Override
    public void append(Handle transaction, String pipeline, List<AuditRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        Head head = lockHead(transaction, pipeline);
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try (PreparedBatch batch = transaction.prepareBatch("""
            INSERT INTO reconciler.audit_entry
                (pipeline, sequence, at, actor, action, subject, detail, previous_hash, hash)
            VALUES (:pipeline, :sequence, :at, :actor, :action, :subject, :detail, :previousHash, :hash)
            """)) {
            for (AuditRecord what : records) {
                long sequence = head.sequence() + 1;
                String detail = Json.ofMap(what.detail());
                String hash = ChainHash.of(
                        pipeline, sequence, at, what.actor(), what.action(), what.subject(), detail, head.hash());
                batch.bind("pipeline", pipeline)
                        .bind("sequence", sequence)
                        .bind("at", at)
                        .bind("actor", what.actor())
                        .bind("action", what.action())
                        .bind("subject", what.subject())
                        .bind("detail", detail)
                        .bind("previousHash", head.hash())
                        .bind("hash", hash)
                        .add();
                head = new Head(sequence, hash);
            }
            batch.execute();
        }
        moveHead(transaction, pipeline, head);
    }

    private Head lockHead(Handle transaction, String pipeline) {
        transaction
                .createUpdate("""
            INSERT INTO reconciler.audit_head (pipeline, sequence, hash) VALUES (:pipeline, 0, '')
            """ + sql.skipExisting("pipeline"))
                .bind("pipeline", pipeline)
                .execute();
        return transaction
                .createQuery("SELECT sequence, hash FROM reconciler.audit_head WHERE pipeline = :pipeline FOR UPDATE")
                .bind("pipeline", pipeline)
                .map(HEAD)
                .one();
    }

    private static void moveHead(Handle transaction, String pipeline, Head head) {
        transaction
                .createUpdate("UPDATE reconciler.audit_head SET sequence = :sequence, hash = :hash WHERE pipeline ="
                        + " :pipeline")
                .bind("pipeline", pipeline)
                .bind("sequence", head.sequence())
                .bind("hash", head.hash())
                .execute();
    }

    @Override
    public void requireReachable() {
        jdbi.useHandle(handle -> handle.createQuery("SELECT count(*) FROM reconciler.audit_head")
                .mapTo(Long.class)
                .one());
    }

    @Override
    public void record(AuditRecord record) {
        jdbi.useTransaction(transaction -> append(transaction, record.pipeline(), List.of(record)));
    }

    @Override
    public Page<AuditEntry> entries(AuditQuery query) {
        return jdbi.withHandle(handle -> {
            long total = filtered(handle, "SELECT count(*) FROM reconciler.audit_entry", "", query)
                    .mapTo(Long.class)
                    .one();
            Cursor after = query.page().after();
            String order = after == null
                    ? "ORDER BY sequence DESC LIMIT :size OFFSET :place"
                    : "AND sequence > :place ORDER BY sequence LIMIT :size";
            List<AuditEntry> entries = filtered(handle, "SELECT * FROM reconciler.audit_entry", order, query)
                    .bind("size", query.page().size())
                    .bind("place", after == null ? query.page().offset() : after.order())
                    .map(ENTRY)
                    .list();
            return Page.of(query.page(), entries, total, entry -> new Cursor(entry.sequence(), ""));
        });
    }

    private Query filtered(Handle handle, String select, String rest, AuditQuery query) {
        Condition without = sql.isAnyText("actor", "without", query.withoutActors());
        return handle.createQuery(select + """

            WHERE pipeline = :pipeline
              AND (:subject = '' OR subject = :subject)
              AND (:actor = '' OR actor = :actor)
              AND (:action = '' OR action = :action OR left(action, char_length(:kind)) = :kind)
              AND NOT\s""" + without.sql() + "\n" + rest)
                .bind("pipeline", query.pipeline())
                .bind("subject", query.subject())
                .bind("actor", query.actor())
                .bind("action", query.action())
                .bind("kind", query.action() + ".")
                .bindMap(without.bindings());
    }

    @Override
    public ChainProof prove(String pipeline) {
        // One snapshot: else an entry added meanwhile would look like a broken end.
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            Head head = handle.createQuery(
                            "SELECT sequence, hash FROM reconciler.audit_head WHERE pipeline = :pipeline")
                    .bind("pipeline", pipeline)
                    .map(HEAD)
                    .findOne()
                    .orElse(new Head(0, ""));
            try (Stream<AuditEntry> entries = handle
                    .createQuery("SELECT * FROM reconciler.audit_entry WHERE pipeline = :pipeline ORDER BY sequence")
                    .bind("pipeline", pipeline)
                    .setFetchSize(sql.streamFetchSize())
                    .map(ENTRY)
                    .stream()) {
                return new ChainProof(head.sequence(), head.hash(), walk(entries.iterator(), head));
            }
        });
    }

    private static ChainCheck walk(Iterator<AuditEntry> entries, Head head) {
        Head last = new Head(0, "");
        while (entries.hasNext()) {
            AuditEntry entry = entries.next();
            long expected = last.sequence() + 1;
            if (entry.sequence() != expected) {
                return new ChainCheck.Broken(expected, "the entry is missing");
            }
            if (!entry.link().previousHash().equals(last.hash())) {
                return new ChainCheck.Broken(expected, "it does not follow from the entry before it");
            }
            if (!entry.link().hash().equals(hash(entry))) {
                return new ChainCheck.Broken(expected, "its content is not what was hashed");
            }
            last = new Head(entry.sequence(), entry.link().hash());
        }
        if (last.sequence() != head.sequence()) {
            return new ChainCheck.Broken(
                    last.sequence() + 1, "the chain ends here, but had " + head.sequence() + " entries");
        }
        return last.hash().equals(head.hash())
                ? new ChainCheck.Intact(last.sequence())
                : new ChainCheck.Broken(last.sequence(), "the chain's end has another hash");
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getString("pipeline"),
                row.getLong("sequence"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"),
                new AuditEntry.Link(row.getString("previous_hash"), row.getString("hash")));
    }

    private static String hash(AuditEntry entry) {
        return ChainHash.of(
                entry.pipeline(),
                entry.sequence(),
                entry.at(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                entry.detail(),
                entry.link().previousHash());
    }
}
