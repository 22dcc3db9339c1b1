/** A view of the list as the text that is saved: the address, without what belongs to the moment. */
import { createSerializer, createLoader } from 'nuqs/server';
import { flowListParsers, type FlowListState } from '#components/flow-list/url-state.ts';

const serialise = createSerializer(flowListParsers);
const load = createLoader(flowListParsers);

/** Always in the same order, so that two that show the same are the same text. The columns are those that are seen, wherever they come from. */
export const searchOf = (state: FlowListState): string => serialise({ ...state, was: null, view: null }).replace(/^\?/, '');

/** Every choice of the list as the view has it, and the view itself by its id. */
export function stateOfView(id: string, search: string): FlowListState {
  return { ...load(new URLSearchParams(search)), was: null, view: id };
}

/** `seen` is the address with the columns that are seen: those that one prefers count only where the view has columns of its own. */
export function sameView(address: FlowListState, seen: FlowListState, search: string): boolean {
  const view = load(new URLSearchParams(search));
  return searchOf({ ...address, columns: view.columns === null ? address.columns : seen.columns }) === searchOf(view);
}
