import type { Schemas } from "../../api/client.ts";
import { clientPlace } from "../../ui/clients.ts";
import { Time } from "../../ui/Time.tsx";
import styles from "./detail.module.css";

/** A few clients in words, with when each was last seen; more than `most` are counted. */
export function ClientList({ clients, most = 5 }: { clients: Schemas["ClientOut"][]; most?: number }) {
  return (
    <ul className={styles.list}>
      {clients.slice(0, most).map((one) => (
        <li key={JSON.stringify([one.client, one.address, one.secretCreatedTime])}>
          {clientPlace(one)}, <Time at={one.lastUsed} />
        </li>
      ))}
      {clients.length > most && <li>{clients.length - most} more, in Activity</li>}
    </ul>
  );
}
