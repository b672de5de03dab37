import type { LonLat } from "../../../shared/scene/area-selection.ts";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";

/** Takes pieces of a model as they are finished. */
export interface PieceSink {
  /** `onUsed` is called when the piece's buffer is not needed any more. */
  append(piece: ScenePiece, onUsed: () => void): void;
  /** Everything so far is void: the answer comes anew. */
  restart(): void;
}

/** Pieces of the answer that streams, from the fetch to the view that shows them. */
export interface PieceFeed extends PieceSink {
  /** A corner of the area: where the sun is asked for before the model says where it lies. */
  readonly place: LonLat;
  /** The view gets what has come so far and then everything; one at a time. Returns how to stop. */
  show(view: PieceSink): () => void;
}

/** What waits for the 3D code to load; beyond it nothing is worth being shown early. Bytes. */
const mostWaiting = 48_000_000;

/** `onFirst` is called once, when there is something to see. */
export function createPieceFeed(place: LonLat, onFirst: () => void): PieceFeed {
  let view: PieceSink | null = null;
  let waiting: { piece: ScenePiece; onUsed: () => void }[] = [];
  let waitingBytes = 0;
  /** A view that misses a piece shows nothing more of this answer: the columns would have holes. */
  let broken = false;
  let begun = false;
  const wait = (piece: ScenePiece, onUsed: () => void) => {
    waitingBytes += piece.buffer.byteLength;
    broken = waitingBytes > mostWaiting;
    waiting = broken ? [] : [...waiting, { piece, onUsed }];
  };
  return {
    place,
    append(piece, onUsed) {
      if (broken) return onUsed();
      if (view === null) wait(piece, onUsed);
      else view.append(piece, onUsed);
      if (begun) return;
      begun = true;
      onFirst();
    },
    restart() {
      waiting = [];
      waitingBytes = 0;
      broken = false;
      view?.restart();
    },
    show(next) {
      view = next;
      for (const { piece, onUsed } of waiting) next.append(piece, onUsed);
      waiting = [];
      return () => {
        if (view !== next) return;
        view = null;
        broken = true;
      };
    },
  };
}
