package dev.reconciler.endpoint.mysql;

import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The URL by which Connector/J connects to a login's database, without user and password. */
public final class MySqlAddress {
    private MySqlAddress() {}

    /** @throws dev.reconciler.endpoint.read.ReadFailedException if the file of the root certificates can't be used */
    public static String url(DatabaseLogin login) {
        String url = "jdbc:mysql://" + login.address().authority() + "/"
                + encoded(login.address().database()) + "?sslMode="
                + sslMode(login.sslMode()) + "&socketTimeout="
                + login.timeouts().socket().toMillis();
        if (login.sslMode().equals("disable")) {
            // Without TLS, the server's RSA key is what protects the password on the wire.
            url += "&allowPublicKeyRetrieval=true";
        }
        Path root = login.rootCertificate();
        return root == null ? url : url + trusted(RootCertificates.storeFile(root));
    }

    private static String trusted(Path store) {
        return "&trustCertificateKeyStoreType=" + RootCertificates.STORE_TYPE + "&trustCertificateKeyStorePassword="
                + RootCertificates.STORE_PASSWORD + "&trustCertificateKeyStoreUrl="
                + encoded(store.toUri().toString());
    }

    /** The product's names are those of PostgreSQL's driver. */
    private static String sslMode(String mode) {
        return switch (mode) {
            case "disable" -> "DISABLED";
            case "allow", "prefer" -> "PREFERRED";
            case "require" -> "REQUIRED";
            case "verify-ca" -> "VERIFY_CA";
            case "verify-full" -> "VERIFY_IDENTITY";
            default -> throw new IllegalArgumentException("unknown sslMode '" + mode + "'");
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
