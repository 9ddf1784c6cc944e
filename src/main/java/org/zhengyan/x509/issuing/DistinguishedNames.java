package org.zhengyan.x509.issuing;

import java.text.BreakIterator;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.zhengyan.failure.CallerText;

/**
 * The subject of a body's certificate: {@code C=CN, O=name, organizationIdentifier=USCC, CN=name}.
 *
 * <p><b>Long names.</b> O and CN hold at most 64 characters (RFC 5280 annex A.1,
 * ub-organization-name and ub-common-name; a character is a Unicode code point, so one beyond the
 * BMP counts once). A registered name within that stands whole. Of a longer one both hold its
 * beginning and, as the 64th character or before, {@code …} (U+2026): as many leading characters as
 * fit, not cut inside what a reader sees as one (Unicode annex 29) unless that one is longer than
 * all the room. The code in organizationIdentifier has no such limit and identifies the body;
 * whoever needs the whole name asks the registry by that code. Two bodies whose names begin alike
 * differ in their codes.
 *
 * <p>The name is written as registered: no width, case or bracket is changed. C is PrintableString,
 * all else UTF8String (RFC 5280 section 4.1.2.4).
 */
public final class DistinguishedNames {
  /** ub-organization-name and ub-common-name. */
  public static final int MAX_CHARACTERS = 64;

  private static final String ELLIPSIS = "…";
  private static final String USCC = "[0-9A-HJ-NPQRTUWXY]{18}";

  private DistinguishedNames() {}

  /**
   * The subject of the body with that first registered name and code.
   *
   * @throws IllegalArgumentException for a name that breaks the rule of {@link CallerText}, or a
   *     code that has another form
   */
  public static X500Name subject(String firstName, String uscc) {
    if (!uscc.matches(USCC)) {
      throw new IllegalArgumentException(
          "a unified social credit code has 18 characters of its alphabet");
    }
    String name = certifiedName(firstName);
    return new X500Name(
        BCStyle.INSTANCE,
        new RDN[] {
          rdn(BCStyle.C, new DERPrintableString("CN")),
          rdn(BCStyle.O, new DERUTF8String(name)),
          rdn(BCStyle.ORGANIZATION_IDENTIFIER, new DERUTF8String(uscc)),
          rdn(BCStyle.CN, new DERUTF8String(name))
        });
  }

  /**
   * What a certificate says of the body's name: the name itself, or the beginning of a long one.
   */
  public static String certifiedName(String firstName) {
    CallerText.fault(firstName)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(
                  "no certificate for this name: " + fault.sentence());
            });
    if (firstName.codePointCount(0, firstName.length()) <= MAX_CHARACTERS) {
      return firstName;
    }
    int fits = firstName.offsetByCodePoints(0, MAX_CHARACTERS - ELLIPSIS.length());
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(firstName);
    int end = characters.isBoundary(fits) ? fits : characters.preceding(fits);
    return firstName.substring(0, end > 0 ? end : fits) + ELLIPSIS;
  }

  private static RDN rdn(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new RDN(type, value);
  }
}
