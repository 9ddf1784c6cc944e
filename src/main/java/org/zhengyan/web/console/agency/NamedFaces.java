package org.zhengyan.web.console.agency;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.people.Grant;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Records a download for one platform while the grant of whoever downloads stands.
 *
 * <p>The end of a grant takes back what was downloaded under it. The row of the grant is held until the
 * download is in the database, so that the end either is seen here or sees the download.
 */
@Component
class NamedFaces {
  private final JdbcClient jdbc;
  private final NamedDownloads downloads;

  NamedFaces(JdbcClient jdbc, NamedDownloads downloads) {
    this.jdbc = jdbc;
    this.downloads = downloads;
  }

  /**
   * Records it.
   *
   * @throws Refusal {@code forbidden} when the grant has ended since it was read
   */
  @Transactional
  NamedDownloads.Opened open(Grant grant, SerialNumber serial, String platform, String purpose) {
    boolean stands =
        jdbc.sql("select 1 from body_grant where id = ? and ended_at is null for share")
            .param(grant.id())
            .query(Integer.class)
            .optional()
            .isPresent();
    if (!stands) {
      throw Refusal.of(Problem.FORBIDDEN, "you do not act for this body now");
    }
    return downloads.open(grant.uscc(), serial, grant.holder(), platform, purpose);
  }
}
