package dev.reconciler.endpoint.mysql;

import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/** The URL by which Connector/J connects to a login's database, without user and password. */
public final class MySqlAddress {
    private static final String KEY_STORE_PASSWORD = "certificates";

    private MySqlAddress() {}

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
        return root == null
                ? url
                : url + "&trustCertificateKeyStoreType=PKCS12&trustCertificateKeyStorePassword=" + KEY_STORE_PASSWORD
                        + "&trustCertificateKeyStoreUrl="
                        + encoded(keyStore(root).toUri().toString());
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

    /** The driver reads certificates from a key store only; this one is deleted when the process ends. */
    private static Path keyStore(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root-" + number++, certificate);
            }
            Path file = Files.createTempFile("reconciler-roots", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, KEY_STORE_PASSWORD.toCharArray());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the certificates in " + pem + " can't be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificates in " + pem + " can't be used: " + e.getMessage(), e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
