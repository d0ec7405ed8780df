package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class SeriesRunFromMySqlTest extends SeriesRunContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "series_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("series_target");
    }
}
