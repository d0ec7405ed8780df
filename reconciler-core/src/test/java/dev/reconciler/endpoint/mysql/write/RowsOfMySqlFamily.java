package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.contract.RowWriterContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.mysql.Flavor;

/** The contract of the row writer on MySQL and MariaDB, and what is special to them. */
abstract class RowsOfMySqlFamily extends RowWriterContract {
    abstract Flavor flavor();

    @Override
    protected TargetFixture open() {
        return new MySqlTarget(flavor(), """
            CREATE TABLE t (id int PRIMARY KEY, tenant text, email varchar(12) UNIQUE, note text, kept varchar(9) DEFAULT 'kept')""");
    }

    @Override
    protected MappedTable table(TargetFixture of) {
        return Mappings.of((MySqlTarget) of, "t", "id*", "tenant@", "email", "note");
    }

    @Override
    protected void requireUniqueViolation(WriteFailedException refused, String column) {
        assertThat(refused.violation()).isEqualTo(Violation.UNIQUE);
        assertThat(refused).hasMessageContaining(column.equals("id") ? "PRIMARY" : column);
    }
}
