/**
 * One of the two platforms that this process plays.
 *
 * @param path of its form
 * @param act what its form asks for
 * @param actionType of the verification
 */
record Operator(ZhengyanClient client, String name, String path, String act, String actionType) {
  boolean releasesApps() {
    return actionType.equals("appRelease");
  }
}
