import { Button } from '#components/ui/button.tsx';
import type { Ruler } from '#components/timeline/use-ruler.ts';

const SMALL = 'h-6! min-w-6 justify-center px-1.5! text-xs!';

/** The keys + − 0 for those who use the pointer. */
export function ZoomButtons({ onZoom, onFit, fitted }: { onZoom: (factor: number) => void; onFit: () => void; fitted: boolean }) {
  return (
    <div role="group" aria-label="Zoom" className="flex gap-1">
      <Button className={SMALL} aria-label="Zoom out" title="Zoom out (−)" onClick={() => onZoom(1 / 1.6)}>
        −
      </Button>
      <Button className={SMALL} aria-label="Zoom in" title="Zoom in (+, or Ctrl and the wheel)" onClick={() => onZoom(1.6)}>
        +
      </Button>
      <Button className={SMALL} title="Fit the whole flow (0)" onClick={onFit} disabled={fitted}>
        Fit
      </Button>
    </div>
  );
}

export function MeasureButton({ ruler }: { ruler: Pick<Ruler, 'on' | 'toggle'> }) {
  return (
    <Button className={SMALL} pressed={ruler.on} title="The time between two points: drag, or choose two records (M; Shift and drag)" onClick={ruler.toggle}>
      Measure
    </Button>
  );
}

/** Over the picture, while its end is out of sight. */
export function LatestButton({ onEnd }: { onEnd: () => void }) {
  return (
    <Button className="absolute right-3 bottom-3 z-10 shadow-floating" title="The last records are to the right" onClick={onEnd}>
      Latest →
    </Button>
  );
}
