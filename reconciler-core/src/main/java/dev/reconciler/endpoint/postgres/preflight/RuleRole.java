package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.schema.TableRef;
import java.util.List;

/**
 * The rights of the role of rules.
 *
 * @param powers attributes that let it do more than read, such as {@code SUPERUSER}
 * @param unreadable tables whose rows it can't read
 * @param writable tables whose rows it can change
 */
public record RuleRole(List<String> powers, List<TableRef> unreadable, List<TableRef> writable) {
    public RuleRole {
        powers = List.copyOf(powers);
        unreadable = List.copyOf(unreadable);
        writable = List.copyOf(writable);
    }
}
