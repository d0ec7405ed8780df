package dev.reconciler.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one job.
 *
 * @param trigger the requester: {@code schedule}, {@code api}, {@code cli}
 * @param tables mapping ids; empty for all
 * @param tenants empty for all
 * @param heartbeat the time of its process's last heartbeat
 * @param error the reason for its failure; empty otherwise
 */
public record Run(
        String id,
        String pipeline,
        String job,
        String trigger,
        List<String> tables,
        List<String> tenants,
        RunState state,
        Instant started,
        Instant heartbeat,
        @Nullable Instant finished,
        String error) {
    public Run {
        tables = List.copyOf(tables);
        tenants = List.copyOf(tenants);
    }
}
