package dev.reconciler.endpoint.postgres.write;

import static dev.reconciler.contract.TargetFixture.ALL;
import static dev.reconciler.contract.TargetFixture.row;
import static dev.reconciler.contract.TargetFixture.update;
import static dev.reconciler.contract.TargetFixture.upsert;
import static dev.reconciler.endpoint.postgres.write.Target.mapping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.contract.RowWriterContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class PostgresRowWriterTest extends RowWriterContract {
    @Override
    protected TargetFixture open() {
        return new Target("""
            CREATE TABLE t (id integer PRIMARY KEY, tenant text, email varchar(12) UNIQUE, note text, kept text DEFAULT 'kept')""");
    }

    @Override
    protected MappedTable table(TargetFixture of) {
        return mapping("t", "id integer key", "tenant text tenant", "email character varying(12)", "note text");
    }

    @Override
    protected void requireUniqueViolation(WriteFailedException refused, String column) {
        assertThat(refused.violation()).isEqualTo(Violation.UNIQUE);
        assertThat(refused).hasMessageContaining(column.equals("id") ? "t_pkey" : "t_" + column + "_key");
    }

    @Test
    void generatedAndIdentityColumnsDoNotFailAWrite() {
        target.execute("""
                CREATE TABLE g (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer,
                  twice integer GENERATED ALWAYS AS (a * 2) STORED)""", """
                CREATE TABLE h (k text PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY, a integer)""");
        MappedTable g = mapping("g", "id bigint key identity", "a integer", "twice integer generated");
        MappedTable h = mapping("h", "k text key", "n bigint identity", "a integer");

        target.write(g, ALL, upsert(g, "7", "1", "99"));
        target.write(g, ALL, upsert(g, "7", "4", "99"));
        target.write(h, ALL, upsert(h, "x", "41", "1"));
        target.write(h, ALL, upsert(h, "x", "41", "2"));
        target.write(h, ALL, update(h, Set.of(), "x", "41", "3"));

        assertThat(target.rows("SELECT * FROM g")).containsExactly("7|4|8");
        assertThat(target.rows("SELECT * FROM h")).containsExactly("x|41|3");
    }

    @Test
    void valuesOfEveryKindComeBackAsTheyWere() {
        target.execute("CREATE TYPE mood AS ENUM ('sad', 'so, so')", """
                CREATE TABLE v (id uuid, pad character(3), num numeric(30,10), PRIMARY KEY (id, pad, num), b bytea, j jsonb, a text[], m integer[],
                  f double precision, ts timestamptz, bits bit(3), mo mood, r int4range, flag boolean, names character varying(5)[],
                  "odd "" name" text)""");
        MappedTable v = mapping(
                "v",
                "id uuid key",
                "pad character(3) key",
                "num numeric(30,10) key",
                "b bytea",
                "j jsonb",
                "a text[]",
                "m integer[]",
                "f double precision",
                "ts timestamp with time zone",
                "bits bit(3)",
                "mo mood",
                "r int4range",
                "flag boolean",
                "names character varying(5)[]");
        String[] values = {
            "11111111-2222-3333-4444-555555555555",
            "a",
            "123456789012345678.1200000000",
            "\\x00ff5c22",
            "{\"a\": [1, \"\\\\ \\\"\"]}",
            "{\"a,b\",NULL,\"NULL\",\"\\\"\\\\\"}",
            "{{1,2},{3,NULL}}",
            "0.1",
            "2024-03-31 01:30:00.123456+00",
            "101",
            "so, so",
            "[1,5)",
            "true",
            "{abc}"
        };
        RowKey key = v.keyOf(row(values));

        target.write(v, ALL, upsert(v, values));
        Map<RowKey, Row> inserted = target.commit(t -> t.rows().lock(v, List.of(key)));
        assertThat(inserted).containsEntry(key, row(values));

        target.write(v, ALL, update(v, Set.of(4), values));
        Map<RowKey, Row> updated = target.commit(t -> t.rows().lock(v, List.of(key)));
        assertThat(updated).containsEntry(key, row(values));
        assertThatThrownBy(() -> {
                    String[] longer = values.clone();
                    longer[13] = "{abcdef}";
                    target.write(v, ALL, upsert(v, longer));
                })
                .isInstanceOf(WriteFailedException.class);
        assertThatThrownBy(() -> {
                    String[] shorter = values.clone();
                    shorter[9] = "10";
                    target.write(v, ALL, upsert(v, shorter));
                })
                .isInstanceOf(WriteFailedException.class);
        assertThat(target.write(v, ALL, new KeyedWrite.Delete(key)).written()).isEqualTo(1);
    }
}
