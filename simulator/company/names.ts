/** Plainly invented: colours and stones for people, parts of a ship for teams. */
export const GIVEN_NAMES =
  'Amber Azure Beryl Bister Cerise Cinnabar Cobalt Coral Cyan Ebony Écru Émeraude Fawn Flax Garnet Hazel Indigo Ivory Jade Jasper Khaki Lapis Lilac Madder Mauve Ochre Olive Onyx Opal Pearl Puce Rufous Russet Saffron Sable Sepia Sienna Sorrel Tawny Teal Topaz Umber Viridian Woad Zaffre'.split(
    ' ',
  );

export const FAMILY_NAMES =
  'Andesite Basalt Breccia Chalk Chert Clay Diorite Dolomite Feldspar Flint Gabbro Gneiss Granite Gravel Gypsum Kaolin Limestone Loess Marble Marl Mica Obsidian Peat Pumice Quartz Rhyolite Sandstone Schist Shale Silt Slate Talc Tuff Travertine'.split(
    ' ',
  );

export const TEAMS =
  'keel rudder mast galley bilge capstan anchor bowsprit halyard crowsnest binnacle quarterdeck'.split(' ');
