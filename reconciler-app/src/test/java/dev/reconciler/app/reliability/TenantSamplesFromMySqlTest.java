package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TenantSamplesFromMySqlTest extends TenantSamplesContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "tenants_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("tenants_target");
    }
}
