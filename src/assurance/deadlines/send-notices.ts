import { plusSeconds } from '../../base/index.ts';
import { enqueueNotice } from '../../notifications/index.ts';
import { Tries } from '../../platform/telemetry/index.ts';
import { noticesSince } from '../../records/index.ts';
import type { Notice } from '../../records/index.ts';
import type { ResponsePorts } from '../../response/responses/index.ts';
import { incidentChannels } from '../incidents/index.ts';
import { noticeText, severityOfNotice } from './notice-text.ts';
import type { DeadlinePorts } from './ports.ts';

/** A host that was away for longer has missed more than notices. */
const lookBackSeconds = 48 * 3_600;

/**
 * Enqueues notices on the channels. A process skips those that it has enqueued already; after a restart a notice is enqueued again,
 * and is the same message. One that fails holds up no other; the sender throws at the end if any failed.
 */
export function createNoticeSender(): (
  ports: ResponsePorts & Pick<DeadlinePorts, 'records' | 'incidents'>,
) => Promise<number> {
  const told = new Set<string>();
  return async (ports) => {
    const since = plusSeconds(ports.clock.now().toISOString(), -lookBackSeconds);
    const tries = new Tries(ports.log);
    let count = 0;
    for (const { id, value } of await noticesSince(since, ports)) {
      if (told.has(id)) continue;
      await tries.run(id, async () => {
        await enqueueOne(id, value, ports);
        told.add(id);
        count += 1;
      });
    }
    tries.end();
    return count;
  };
}

async function enqueueOne(
  id: string,
  notice: Notice,
  ports: ResponsePorts & Pick<DeadlinePorts, 'records' | 'incidents'>,
): Promise<void> {
  const content = noticeText(notice);
  const channels = notice.kind === 'ledger-head' ? [notice.channel] : await incidentChannels(notice, ports);
  const severity = severityOfNotice(notice);
  await enqueueNotice(
    { id: `notice|${id}`, kind: 'notice', severity, content, ...(channels && { channels }) },
    ports,
  );
}
