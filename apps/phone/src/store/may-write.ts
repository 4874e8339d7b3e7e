/** Whether somebody may write in a conversation as it stands. */
import type { ShownChat } from '@ebb/engine'

export const mayWriteIn = ({ request, blocked, shield, group }: ShownChat): boolean =>
  !request &&
  !blocked &&
  shield !== 'changed' &&
  (group === undefined || (group.inside && (group.admin || !group.announcements)))
