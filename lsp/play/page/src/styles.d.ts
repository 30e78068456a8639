// Style sheets are bundled; as modules they have nothing in them.
declare module "*.css";
