package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class FilteredTableFromMySqlTest extends FilteredTableContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "filtered_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("filtered_target");
    }

    @Override
    String sourceText() {
        return "varchar(20)";
    }
}
