/**
 * One of the two platforms that this process plays, with one of its forms.
 *
 * @param path of its form
 * @param act what its form asks for
 * @param actionType of the verification
 * @param redirects whether the applicant consents on the spot: the form ends in a redirect, not in a QR code
 */
record Operator(
    ZhengyanClient client, String name, String path, String act, String actionType, boolean redirects) {
  boolean releasesApps() {
    return actionType.equals("appRelease");
  }
}
