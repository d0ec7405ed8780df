package dev.reconciler.testing;

import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Resolves mappings against two live databases, as the daemon does. */
public final class Tables {
    private final SchemaReader source;
    private final SchemaReader target;

    public Tables(DataSource source, DataSource target) {
        this(new PostgresSchemaReader(Side.SOURCE, source), new PostgresSchemaReader(Side.TARGET, target));
    }

    /** Of any two engines. */
    public Tables(SchemaReader source, SchemaReader target) {
        this.source = source;
        this.target = target;
    }

    /** A pool of the superuser with the session settings of the product; the caller closes it. */
    public static com.zaxxer.hikari.HikariDataSource pool(PostgresCluster cluster, String database) {
        return PostgresPools.open(
                cluster.jdbcUrl(database), cluster.user(), cluster.password(), "test", 8, Duration.ofSeconds(10));
    }

    /** The table {@code public.name} of both sides, column by column of the same name. */
    public MappedTable sameName(String name, @Nullable String tenant) {
        return sameName(new TableRef("public", name), tenant);
    }

    public MappedTable sameName(TableRef ref, @Nullable String tenant) {
        return resolve(TableMapping.byName(ref, ref, tenant)).get(0);
    }

    /**
     * A table mapped onto itself, whose key {@code id} goes through the lookup table of its name and {@code _ids}, from {@code old_id} to
     * {@code new_id}.
     */
    public MappedTable translated(TableRef ref) {
        TableRef lookup = new TableRef(ref.schema(), ref.name() + "_ids");
        TableMapping mapping = new TableMapping(
                ref,
                ref,
                Map.of("id", new TableMapping.ColumnMapping("id", new LookupTable(lookup, "old_id", "new_id"))),
                Set.of(),
                Set.of(),
                null,
                List.of());
        Resolution resolution = new MappingResolver(Set.of(ref), target.read(List.of(lookup)))
                .resolve(mapping, source.read(ref), target.read(ref));
        if (resolution instanceof Resolution.Resolved resolved) {
            return resolved.table();
        }
        throw new IllegalArgumentException(resolution.toString());
    }

    /** @throws IllegalArgumentException with every problem, if there is one */
    public List<MappedTable> resolve(TableMapping... mappings) {
        Set<TableRef> targets =
                List.of(mappings).stream().map(TableMapping::target).collect(Collectors.toSet());
        MappingResolver resolver = new MappingResolver(targets);
        List<MappedTable> tables = new ArrayList<>();
        for (TableMapping mapping : mappings) {
            Resolution resolution =
                    resolver.resolve(mapping, source.read(mapping.source()), target.read(mapping.target()));
            if (resolution instanceof Resolution.Resolved resolved) {
                tables.add(resolved.table());
            } else {
                throw new IllegalArgumentException(resolution.toString());
            }
        }
        return tables;
    }
}
