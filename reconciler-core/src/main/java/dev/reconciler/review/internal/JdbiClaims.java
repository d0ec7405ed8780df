package dev.reconciler.review.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.review.Claim;
import dev.reconciler.review.Claims;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Claims in the control database. */
public final class JdbiClaims implements Claims {
    private static final RowMapper<Claim> CLAIM = ConstructorMapper.of(Claim.class);

    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final InstantSource clock;

    public JdbiClaims(Jdbi jdbi, ControlDialect sql, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public Claim claim(String discrepancy, String reviewer, Instant until) {
        return jdbi.inTransaction(transaction -> {
            transaction
                    .createUpdate("""
                            INSERT INTO reconciler.review_claim (discrepancy, reviewer, until)
                            VALUES (:discrepancy, :reviewer, :until)
                            """
                            + sql.replaceExistingIf(
                                    "review_claim.reviewer = :reviewer OR review_claim.until <= :now",
                                    "discrepancy",
                                    "reviewer",
                                    "until"))
                    .bind("discrepancy", discrepancy)
                    .bind("reviewer", reviewer)
                    .bind("until", until.truncatedTo(ChronoUnit.MICROS))
                    .bind("now", clock.instant())
                    .execute();
            // The upsert locked the row, whether it changed it or not.
            return transaction
                    .createQuery("SELECT * FROM reconciler.review_claim WHERE discrepancy = :discrepancy")
                    .bind("discrepancy", discrepancy)
                    .map(CLAIM)
                    .one();
        });
    }

    @Override
    public void release(String discrepancy, String reviewer) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        DELETE FROM reconciler.review_claim WHERE discrepancy = :discrepancy AND reviewer = :reviewer
                        """)
                .bind("discrepancy", discrepancy)
                .bind("reviewer", reviewer)
                .execute());
    }

    @Override
    public Map<String, Claim> of(Collection<String> discrepancies) {
        Condition wanted = sql.isAnyText("discrepancy", "ids", discrepancies);
        return jdbi.withHandle(handle -> handle
                .createQuery("SELECT * FROM reconciler.review_claim WHERE until > :now AND " + wanted.sql())
                .bindMap(wanted.bindings())
                .bind("now", clock.instant())
                .map(CLAIM)
                .stream()
                .collect(Collectors.toMap(Claim::discrepancy, Function.identity())));
    }
}
