// What the menus of an item do, in the table and in the panel alike.

import { useI18n } from 'vue-i18n';
import { pick } from '../../checklist/document';
import { confirmed } from './ask';
import { lookers } from './condition';
import { itemAt, type Place } from './document';
import { addItem, deleteItem, duplicateItem, moveItem, neighbour } from './edit';
import { useEditor } from './editor';

export type ItemVerb = 'above' | 'below' | 'duplicate' | 'up' | 'down' | 'delete';

/** Does it and says where the item, or the new one, stands now; null when there is none any more. */
export function useItemActs(): (verb: ItemVerb, place: Place) => Promise<Place | null> {
  const editor = useEditor();
  const { t, locale } = useI18n();

  function isSure(place: Place): Promise<boolean> {
    const item = itemAt(editor.doc.value, place);
    const looking = lookers(editor.doc.value, item?.code ?? '').map((each) => each.code);
    const what = `${item?.code ?? ''} ${pick(item?.text, locale.value)}`;
    const also = looking.length > 0 ? t('editor.delete_looked_at', { codes: looking.join(t('answer.joint')) }) : '';
    return confirmed(t('editor.delete_item'), t('editor.delete_item_does', { what }) + also, t('editor.delete'), t('editor.keep'));
  }

  function inserted(place: Place, by: 0 | 1): Place {
    const to = { section: place.section, item: place.item + by };
    editor.change(addItem(editor.doc.value, to.section, to.item));
    editor.open(to, 'texts');
    return to;
  }

  function moved(place: Place, by: 1 | -1): Place {
    const to = neighbour(editor.doc.value, place, by);
    if (to) editor.change(moveItem(editor.doc.value, place, to));
    return to ?? place;
  }

  return async (verb, place) => {
    if (verb === 'above') return inserted(place, 0);
    if (verb === 'below') return inserted(place, 1);
    if (verb === 'up') return moved(place, -1);
    if (verb === 'down') return moved(place, 1);
    if (verb === 'duplicate') {
      editor.change(duplicateItem(editor.doc.value, place));
      return { ...place, item: place.item + 1 };
    }
    if (!(await isSure(place))) return place;
    editor.opened.value = null;
    editor.change(deleteItem(editor.doc.value, place));
    return null;
  };
}
