package org.zhengyan.status;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.certificate.StatusJournal;

/** The journal of status changes in the data directory. */
@Component
public class RevocationJournal implements StatusJournal {
  @Override
  public void requireWritable() {}

  @Override
  public void keep(List<StatusChange> changes, List<byte[]> keys) {}
}
