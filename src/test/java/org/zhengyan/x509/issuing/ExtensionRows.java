package org.zhengyan.x509.issuing;

import static org.zhengyan.x509.issuing.BrokenFields.access;
import static org.zhengyan.x509.issuing.BrokenFields.append;
import static org.zhengyan.x509.issuing.BrokenFields.crl;
import static org.zhengyan.x509.issuing.BrokenFields.extension;
import static org.zhengyan.x509.issuing.BrokenFields.put;
import static org.zhengyan.x509.issuing.BrokenFields.qualified;
import static org.zhengyan.x509.issuing.BrokenFields.row;
import static org.zhengyan.x509.issuing.BrokenFields.value;
import static org.zhengyan.x509.issuing.BrokenFields.wordyAuthority;

import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.params.provider.Arguments;

/** Each row breaks one thing of the extensions, and names what the lint must find. */
final class ExtensionRows {
  private ExtensionRows() {}

  static Stream<Arguments> rows() {
    return Stream.of(
        row(
            "extension value with trailing bytes",
            extension(
                e ->
                    put(
                        e,
                        Extension.subjectKeyIdentifier,
                        false,
                        append(value(e, Extension.subjectKeyIdentifier)))),
            LintRule.EXTENSION_VALUES,
            LintRule.AUTHORITY_KEY_IDENTIFIER,
            LintRule.SUBJECT_KEY_IDENTIFIER,
            LintRule.KEY_USAGE,
            LintRule.ONE_PURPOSE,
            LintRule.NOT_A_CA,
            LintRule.EXTENDED_KEY_USAGE,
            LintRule.READ_BY_OURSELVES),
        row(
            "an unknown extension",
            extension(
                e ->
                    put(
                        e,
                        new ASN1ObjectIdentifier("2.5.29.99"),
                        false,
                        DERNull.INSTANCE.getEncoded())),
            LintRule.EXTENSION_SET),
        row(
            "an unknown critical extension",
            extension(
                e ->
                    put(
                        e,
                        new ASN1ObjectIdentifier("2.5.29.99"),
                        true,
                        DERNull.INSTANCE.getEncoded())),
            LintRule.EXTENSION_SET,
            LintRule.EXTENSION_CRITICALITY,
            LintRule.READ_BY_OURSELVES),
        row(
            "no policies",
            extension(e -> e.removeExtension(Extension.certificatePolicies)),
            LintRule.EXTENSION_SET,
            LintRule.POLICIES),
        row(
            "key usage not critical",
            extension(e -> put(e, Extension.keyUsage, false, value(e, Extension.keyUsage))),
            LintRule.EXTENSION_CRITICALITY),
        row(
            "authority key identifier of another CA",
            extension(
                e ->
                    put(
                        e,
                        Extension.authorityKeyIdentifier,
                        false,
                        new AuthorityKeyIdentifier(new byte[20]).getEncoded())),
            LintRule.AUTHORITY_KEY_IDENTIFIER),
        row(
            "authority key identifier with issuer and serial",
            extension(e -> put(e, Extension.authorityKeyIdentifier, false, wordyAuthority())),
            LintRule.AUTHORITY_KEY_IDENTIFIER),
        row(
            "subject key identifier of another key",
            extension(
                e ->
                    put(
                        e,
                        Extension.subjectKeyIdentifier,
                        false,
                        new SubjectKeyIdentifier(new byte[20]).getEncoded())),
            LintRule.SUBJECT_KEY_IDENTIFIER),
        row(
            "one key usage more",
            extension(
                e ->
                    put(
                        e,
                        Extension.keyUsage,
                        true,
                        new KeyUsage(
                                KeyUsage.digitalSignature
                                    | KeyUsage.nonRepudiation
                                    | KeyUsage.keyAgreement)
                            .getEncoded())),
            LintRule.KEY_USAGE,
            LintRule.ONE_PURPOSE),
        row(
            "one key usage less",
            extension(
                e ->
                    put(
                        e,
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.digitalSignature).getEncoded())),
            LintRule.KEY_USAGE),
        row(
            "may sign certificates",
            extension(
                e ->
                    put(
                        e,
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)
                            .getEncoded())),
            LintRule.KEY_USAGE,
            LintRule.NOT_A_CA),
        row(
            "basic constraints of a CA",
            extension(
                e ->
                    put(
                        e,
                        Extension.basicConstraints,
                        false,
                        new BasicConstraints(true).getEncoded())),
            LintRule.EXTENSION_SET,
            LintRule.NOT_A_CA),
        row(
            "any purpose",
            extension(
                e ->
                    put(
                        e,
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage).getEncoded())),
            LintRule.EXTENDED_KEY_USAGE),
        row(
            "OCSP signing",
            extension(
                e ->
                    put(
                        e,
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning).getEncoded())),
            LintRule.EXTENDED_KEY_USAGE),
        row(
            "another policy",
            extension(
                e ->
                    put(
                        e,
                        Extension.certificatePolicies,
                        false,
                        new CertificatePolicies(
                                new PolicyInformation(new ASN1ObjectIdentifier("2.5.29.32.0")))
                            .getEncoded())),
            LintRule.POLICIES),
        row(
            "a policy with qualifiers",
            extension(e -> put(e, Extension.certificatePolicies, false, qualified())),
            LintRule.POLICIES),
        row(
            "the next shard",
            crl("http://localhost:8080/crl/organ-p256/2.crl"),
            LintRule.CRL_DISTRIBUTION_POINT),
        row(
            "the other CA's shard",
            crl("http://localhost:8080/crl/organ-sm2/1.crl"),
            LintRule.CRL_DISTRIBUTION_POINT),
        row(
            "a shard by https",
            crl("https://localhost:8080/crl/organ-p256/1.crl"),
            LintRule.CRL_DISTRIBUTION_POINT),
        row(
            "two distribution points",
            crl(
                "http://localhost:8080/crl/organ-p256/1.crl",
                "http://localhost:8080/crl/organ-p256/1.crl"),
            LintRule.CRL_DISTRIBUTION_POINT),
        row(
            "OCSP elsewhere",
            access("http://elsewhere/ocsp", "http://localhost:8080/ca/organ-p256.cer"),
            LintRule.AUTHORITY_INFORMATION),
        row(
            "issuer of another CA",
            access("http://localhost:8080/ocsp", "http://localhost:8080/ca/organ-sm2.cer"),
            LintRule.AUTHORITY_INFORMATION),
        row(
            "OCSP by https",
            access("https://localhost:8080/ocsp", "http://localhost:8080/ca/organ-p256.cer"),
            LintRule.AUTHORITY_INFORMATION),
        row(
            "another code in the extension",
            extension(
                e ->
                    put(
                        e,
                        IssuingFixture.PROFILE.usccExtension(),
                        false,
                        new DERPrintableString("11320100MB0000002R").getEncoded())),
            LintRule.USCC_EXTENSION),
        row(
            "the code as UTF8String",
            extension(
                e ->
                    put(
                        e,
                        IssuingFixture.PROFILE.usccExtension(),
                        false,
                        new DERUTF8String(IssuingFixture.USCC).getEncoded())),
            LintRule.USCC_EXTENSION));
  }
}
