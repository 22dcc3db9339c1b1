import { Button } from '#components/ui/button.tsx';
import type { Ruler } from '#components/timeline/use-ruler.ts';

/** The keys + − 0 for those who use the pointer. */
export function ZoomButtons({ ruler, onZoom, onFit, fitted, onEnd }: { ruler: Pick<Ruler, 'on' | 'toggle'>; onZoom: (factor: number) => void; onFit: () => void; fitted: boolean; onEnd: (() => void) | null }) {
  return (
    <div className="absolute right-3 bottom-3 z-10 flex gap-1">
      {onEnd !== null && (
        <Button title="The last records are to the right" onClick={onEnd}>
          Latest →
        </Button>
      )}
      <Button pressed={ruler.on} title="The time between two points: drag, or choose two records (M; Shift and drag)" onClick={ruler.toggle}>
        Measure
      </Button>
      <Button aria-label="Zoom out" title="Zoom out (−)" onClick={() => onZoom(1 / 1.6)}>
        −
      </Button>
      <Button aria-label="Zoom in" title="Zoom in (+, or Ctrl and the wheel)" onClick={() => onZoom(1.6)}>
        +
      </Button>
      <Button title="Fit the whole flow (0)" onClick={onFit} disabled={fitted}>
        Fit
      </Button>
    </div>
  );
}
