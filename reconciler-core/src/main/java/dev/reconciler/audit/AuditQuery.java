package dev.reconciler.audit;

import dev.reconciler.control.PageRequest;
import java.util.Set;

/**
 * A filter over the entries of a pipeline's chain; an empty field does not restrict.
 *
 * @param action one action ({@code discrepancy.RESOLVED}), or all of a kind ({@code discrepancy})
 * @param withoutActors actors whose entries are left out
 */
public record AuditQuery(
        String pipeline, String subject, String actor, String action, Set<String> withoutActors, PageRequest page) {
    public AuditQuery {
        withoutActors = Set.copyOf(withoutActors);
    }

    public static AuditQuery all(String pipeline, PageRequest page) {
        return new AuditQuery(pipeline, "", "", "", Set.of(), page);
    }
}
