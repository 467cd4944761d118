// Asking before something is gone: what it does, and both ways out by name.

import { ElMessageBox } from 'element-plus';
import 'element-plus/es/components/message-box/style/css';

/** Whether the person said yes; closing the box is a no. */
export async function confirmed(title: string, text: string, yes: string, no: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(text, title, {
      confirmButtonText: yes,
      cancelButtonText: no,
      confirmButtonClass: 'el-button--danger',
      closeOnClickModal: false,
      distinguishCancelAndClose: false,
    });
    return true;
  } catch {
    return false; // Element Plus says no by throwing
  }
}
