package dev.reconciler.endpoint.mysql;

import java.util.Map;

/**
 * The connection properties that every session of the product has, so that no setting of the server, the user or the driver changes
 * how a value prints or how it is stored.
 */
public final class MySqlSessionProperties {
    /**
     * Strict, so that a value that a column can't hold is rejected and not adapted. Zero and invalid dates are allowed, because a target
     * must hold the dates of its source, and 0 in an {@code AUTO_INCREMENT} column is a value and no request for the next number.
     */
    private static final String SQL_MODE =
            "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION";

    private MySqlSessionProperties() {}

    /** Properties of Connector/J, by name. */
    public static Map<String, String> asMap() {
        return Map.of(
                // Otherwise the driver converts texts of other character sets, and reads some bytes of latin1 alike.
                "characterSetResults", "UTF-8",
                "connectionTimeZone", "UTC",
                "forceConnectionTimeZoneToSession", "true",
                "characterEncoding", "UTF-8",
                "tinyInt1isBit", "false",
                "yearIsDateType", "false",
                "zeroDateTimeBehavior", "EXCEPTION",
                "jdbcCompliantTruncation", "true",
                "sessionVariables", "sql_mode='" + SQL_MODE + "',time_zone='+00:00'");
    }
}
